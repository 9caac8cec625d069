"""Types the arguments into `jupyter console`, one after another, and prints all that it showed."""

import re
import sys

import pexpect

child = pexpect.spawn(
    sys.executable,
    ["-m", "jupyter_console", "--kernel", "tasklab", "--simple-prompt"],
    encoding="utf-8",
    timeout=30,
    dimensions=(200, 200),
    echo=False,
)
shown = []
for number, code in enumerate(sys.argv[1:], start=1):
    child.expect(rf"In \[{number}\]:")
    shown.append(child.before)
    child.sendline(code)
child.expect(rf"In \[{len(sys.argv)}\]:")
shown.append(child.before)
child.sendeof()
child.expect([r"\(y/\[?n\]?\)|\[y\]/n", pexpect.EOF])
if child.isalive():
    child.sendline("y")
    child.expect(pexpect.EOF)
print(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", "".join(shown)))
