"""One kernel as a benchmark sees it: started and spoken to by jupyter_client, the same way for every kernel.

Messages are read off the client's own sockets with one poller, so that a reply and what is published are timed when
they arrive and not when somebody asks for them.
"""

import glob
import os
import time

import zmq
from jupyter_client.manager import KernelManager


class Gone(Exception):
    """The kernel did not answer in time, or its process has ended."""


class Answer:
    """What came for one request; times are seconds since it was sent."""

    def __init__(self):
        self.reply = None
        self.content = None
        self.idle = None
        self.result = None
        self.outputs = []  # (seconds, type, content)


class Kernel:
    def __init__(self, name):
        self.name = name
        self.manager = KernelManager(kernel_name=name)
        self.manager.kernel_spec  # found before anything is timed
        self.client = None

    def start(self):
        """Returns the seconds until kernel_info_reply and until the first result."""
        began = time.perf_counter()
        self.manager.start_kernel(stdout=-3, stderr=-3)
        self.client = self.manager.client()
        self.client.start_channels(hb=False)
        self.sockets = {
            self.client.shell_channel.socket: "shell",
            self.client.iopub_channel.socket: "iopub",
        }
        self.poller = zmq.Poller()
        for socket in self.sockets:
            self.poller.register(socket, zmq.POLLIN)
        self.request(self.client.kernel_info, wait_idle=False, limit=30)
        info = time.perf_counter() - began
        first = self.execute("1+1", wait_idle=False, limit=30)
        now = time.perf_counter()
        # a subscription that is not through yet has missed the result
        result = now - began if first.result is None else now - began - first.reply + first.result
        self.settle()
        return info, result

    def settle(self, quiet=0.2):
        """Reads on until nothing more comes."""
        while self.poller.poll(int(quiet * 1000)):
            self._read(lambda *_: None)

    def execute(self, code, **options):
        return self.request(lambda: self.client.execute(code, stop_on_error=False), **options)

    def request(self, send, wait_idle=True, limit=20, until=None):
        """Sends, and reads until reply and idle are there, or until `until(answer)`."""
        answer = Answer()
        sent = time.perf_counter()
        identity = send()

        def take(channel, message, now):
            if message["parent_header"].get("msg_id") != identity:
                return
            kind, content = message["msg_type"], message["content"]
            if channel == "shell":
                answer.reply, answer.content = now - sent, content
            elif kind == "status" and content["execution_state"] == "idle":
                answer.idle = now - sent
            elif kind == "execute_result":
                answer.result = now - sent
            elif kind in ("stream", "display_data", "error", "update_display_data"):
                answer.outputs.append((now - sent, kind, content))

        while True:
            if until is not None:
                if until(answer):
                    return answer
            elif answer.reply is not None and (answer.idle is not None or not wait_idle):
                return answer
            if time.perf_counter() - sent > limit:
                raise Gone(f"no answer in {limit} s")
            if not self.poller.poll(100) and not self.manager.is_alive():
                raise Gone("the kernel has ended")
            self._read(take)

    def _read(self, take):
        for socket, channel in self.sockets.items():
            while True:
                try:
                    _, message = self.client.session.recv(socket, mode=zmq.NOBLOCK)
                except ValueError:  # iopub_welcome and the like: not a message of the session
                    continue
                if message is None:
                    break
                take(channel, message, time.perf_counter())

    def memory(self):
        """PSS of all processes of this kernel, in MB; None where the system does not tell."""
        if not os.path.exists("/proc/self/smaps_rollup"):
            return None
        total = 0
        for pid in self._processes():
            try:
                with open(f"/proc/{pid}/smaps_rollup") as file:
                    total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
            except OSError:
                pass  # ended meanwhile
        return total / 1024

    def _processes(self):
        parents, sessions = {}, {}
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path) as file:
                    pid, rest = file.read().split(" ", 1)
            except OSError:
                continue
            fields = rest.rsplit(") ", 1)[1].split()
            parents[int(pid)], sessions[int(pid)] = int(fields[1]), int(fields[3])
        root = self.manager.provisioner.process.pid
        ours = {pid for pid, session in sessions.items() if session == root} | {root}
        while True:
            children = {pid for pid, parent in parents.items() if parent in ours} - ours
            if not children:
                return ours
            ours |= children

    def stop(self):
        if self.client is not None:
            self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)
