"""Starts the kernel with encryption required, and prints as JSON what came of it with the keys and without them."""

import json
import sys

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

manager = KernelManager(kernel_name="tasklab", transport_encryption="required")
manager.start_kernel()
try:
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    printed = []
    reply = client.execute_interactive(
        "console.log('encrypted'); 6 * 7", timeout=30, output_hook=lambda message: printed.append(message["content"])
    )
    with open(manager.connection_file) as file:
        info = json.load(file)
    beating = client.hb_channel.is_beating()
    client.stop_channels()

    for key in ("curve_publickey", "curve_secretkey"):
        del info[key]
    stranger = BlockingKernelClient()
    stranger.load_connection_info(info)
    stranger.start_channels(hb=False)
    stranger.kernel_info()
    try:
        stranger.get_shell_msg(timeout=1)
        answered = True
    except Exception:
        answered = False
    stranger.stop_channels()
    json.dump({"status": reply["content"]["status"], "printed": printed, "beating": beating, "answered": answered}, sys.stdout)
finally:
    manager.shutdown_kernel(now=True)
