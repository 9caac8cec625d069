"""The kernels' benchmarks: `measure.py PLAN`, where PLAN is a file of JSON that says which kernels, which cells, how often.

Prints a line of JSON for each sample: {"kernel", "figure", "value"} in seconds, MB or lines, or {"kernel", "figure",
"cannot"} (with "final" where one such outweighs every figure); and {"say"} for whoever waits. Kernels take turns, cell by cell, so that a busy machine slows all of them.
"""

import json
import sys
import time

from bench_client import Gone, Kernel

warm_up = 8
interrupts = 5


def emit(**line):
    print(json.dumps(line), flush=True)


def sample(kernel, figure, value):
    if value is not None:
        emit(kernel=kernel, figure=figure, value=value)


class Bench:
    def __init__(self, plan):
        self.plan = plan
        self.names = list(plan["kernels"])
        self.number = 0
        self.tells = {}  # kernels that were seen to say nothing about types

    def cells(self, name):
        return self.plan["kernels"][name]

    def code(self, name, cell):
        text = self.cells(name).get(cell)
        return None if text is None else text.replace("{n}", str(self.number))

    def started(self, name):
        kernel = Kernel(name)
        try:
            times = kernel.start()
        except BaseException:
            kernel.stop()
            raise
        return kernel, times

    def starts(self):
        for round in range(self.plan["starts"]):
            emit(say=f"start {round + 1} of {self.plan['starts']}")
            for name in self.names if round % 2 == 0 else reversed(self.names):
                kernel, (info, result) = self.started(name)
                try:
                    sample(name, "start to kernel_info_reply", info)
                    sample(name, "start to first result", result)
                    self.number += 1
                    sample(name, "typed cell, first", self.run(kernel, self.code(name, "typed")).reply)
                finally:
                    kernel.stop()

    def session(self):
        """One long session of every kernel, side by side."""
        kernels = {}
        try:
            for name in self.names:
                kernels[name], _ = self.started(name)
            time.sleep(2)
            for name, kernel in kernels.items():
                sample(name, "memory at start (PSS)", kernel.memory())
            emit(say="warm cells")
            self.typed_cells(kernels, warm_up)
            self.figures(kernels, "warm")
            emit(say=f"{self.plan['cells']} cells")
            self.typed_cells(kernels, self.plan["cells"])
            late = f"after {self.plan['cells']} cells"
            self.figures(kernels, late)
            for name, kernel in kernels.items():
                kernel.settle()
                sample(name, f"memory {late} (PSS)", kernel.memory())
            emit(say="interrupts")
            for name in list(kernels):
                kernels[name] = self.interrupt(kernels[name])
        finally:
            for kernel in kernels.values():
                kernel.stop()

    def typed_cells(self, kernels, count):
        for _ in range(count):
            self.number += 1
            self.each(kernels, "typed cell", lambda kernel: self.run(kernel, self.code(kernel.name, "typed")))

    def each(self, kernels, figure, do):
        """One that stops answering leaves the session, and the others go on."""
        turns = list(kernels.items())
        # nobody always comes after the same one, whose work may not be over
        for name, kernel in turns if self.number % 2 else reversed(turns):
            try:
                do(kernel)
            except Gone as gone:
                emit(kernel=name, figure=f"{figure}: left the session", cannot=str(gone), final=True)
                kernels.pop(name).stop()

    def figures(self, kernels, when):
        for _ in range(self.plan["samples"]):
            self.number += 1
            self.each(kernels, f"cells {when}", lambda kernel: self.cell_figures(kernel, when))
        # apart from the others: tslab answers "abort" to what comes soon after an error
        for _ in range(self.plan["samples"]):
            self.number += 1
            self.each(kernels, f"diagnostics, {when}", lambda kernel: self.diagnostics(kernel, f"diagnostics, {when}"))

    def cell_figures(self, kernel, when):
        name = kernel.name
        sample(name, f"1+1, {when}", self.run(kernel, "1+1").reply)
        typed = self.run(kernel, self.code(name, "typed"))
        sample(name, f"typed cell, {when}", typed.reply)
        sample(name, f"typed cell, {when}: idle after its reply", max(0, typed.idle - typed.reply))
        self.ask(kernel, f"completion, {when}", "complete")
        self.ask(kernel, f"inspect, {when}", "inspect")

    def run(self, kernel, code):
        """A cell that must succeed: a refusal is quick, and no figure."""
        answer = kernel.execute(code, limit=60)
        for _ in range(20):
            if answer.content["status"] == "ok":
                return answer
            kernel.settle(0.1)
            answer = kernel.execute(code, limit=60)
        raise Gone(f"{kernel.name} refuses {code!r}: {answer.content}")

    def ask(self, kernel, figure, what):
        code = self.code(kernel.name, what)
        client = kernel.client
        send = (lambda: client.complete(code)) if what == "complete" else (lambda: client.inspect(code))
        try:
            answer = kernel.request(send, wait_idle=False, limit=5)
        except Gone as gone:
            return emit(kernel=kernel.name, figure=figure, cannot=str(gone))
        useful = answer.content.get("matches") if what == "complete" else answer.content.get("found")
        if useful:
            sample(kernel.name, figure, answer.reply)
        else:
            emit(kernel=kernel.name, figure=figure, cannot="nothing found")
        kernel.settle(0.001)

    def diagnostics(self, kernel, figure):
        code = self.code(kernel.name, "wrong")
        if code is None:
            return emit(kernel=kernel.name, figure=figure, cannot="no types")

        def told(answer):
            return [at for at, _, content in answer.outputs if "not assignable" in json.dumps(content)]

        # it may come after idle
        done = lambda answer: answer.idle is not None and (told(answer) or not self.tells.get(kernel.name, True))
        try:
            answer = kernel.execute(code, until=done, limit=1)
            if told(answer):
                sample(kernel.name, figure, told(answer)[0])
                return kernel.settle(0.1)
        except Gone:
            self.tells[kernel.name] = False
        emit(kernel=kernel.name, figure=figure, cannot="not told")
        kernel.settle(0.1)

    def interrupt(self, kernel):
        """Returns the kernel, a new one if this one did not survive."""
        name, figure = kernel.name, "interrupt of an endless loop"
        try:
            self.run(kernel, self.code(name, "keep"))
            for _ in range(interrupts):
                sent = kernel.client.execute(self.code(name, "loop"), stop_on_error=False)
                time.sleep(0.3)
                began = time.perf_counter()
                kernel.manager.interrupt_kernel()
                kernel.request(lambda: sent, wait_idle=False, limit=5)
                sample(name, figure, time.perf_counter() - began)
                kernel.settle(0.1)
            self.run(kernel, self.code(name, "kept"))
            return kernel
        except Gone as gone:
            emit(kernel=name, figure=figure, cannot="variables lost" if "refuses" in str(gone) else str(gone), final=True)
            kernel.stop()
            return self.started(name)[0]

    def lines(self):
        wanted, limit = self.plan["lines"], self.plan["lines_limit"]
        for name in self.names:
            emit(say=f"{wanted:,} console lines: {name}")
            kernel, _ = self.started(name)
            try:
                self.count_lines(kernel, wanted, limit)
            finally:
                kernel.stop()

    def count_lines(self, kernel, wanted, limit):
        began = time.perf_counter()
        came = {"lines": 0, "last": began}
        identity = kernel.client.execute(self.code(kernel.name, "lines").replace("{lines}", str(wanted)))
        idle_at = at_idle = None

        def take(channel, message, now):
            nonlocal idle_at, at_idle
            if message["parent_header"].get("msg_id") != identity:
                return
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                came["lines"] += content["text"].count("\n")
                came["last"] = now
            elif kind == "status" and content["execution_state"] == "idle":
                idle_at, at_idle = now, came["lines"]

        while time.perf_counter() - began < limit and came["lines"] < wanted or idle_at is None:
            if time.perf_counter() - began > limit:
                break
            if idle_at is not None and time.perf_counter() - max(idle_at, came["last"]) > 2:
                break
            kernel.poller.poll(100)
            kernel._read(take)
        name = kernel.name
        if came["lines"] >= wanted:
            sample(name, "console lines: time", came["last"] - began)
        else:
            emit(kernel=name, figure="console lines: time", cannot="never all" if idle_at else f"over {limit} s")
        sample(name, "console lines: lost", wanted - came["lines"])
        if at_idle is not None:
            sample(name, "console lines: too late, after idle", came["lines"] - at_idle)
        else:
            emit(kernel=name, figure="console lines: too late, after idle", cannot=f"no idle in {limit} s")


def main(file):
    with open(file) as text:
        bench = Bench(json.load(text))
    bench.starts()
    bench.session()
    bench.lines()


main(sys.argv[1])
