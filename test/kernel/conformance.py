"""Runs jupyter_kernel_test, every hook set, on the kernelspec "tasklab"; prints a JSON object: how each test ended."""

import json
import unittest

import jupyter_kernel_test


class TasklabKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "tasklab"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('to stderr')"
    code_page_something = "Math.max?"
    code_generate_error = "throw new Error('as asked')"
    code_clear_output = "clearOutput()"
    code_inspect_sample = "Math.max"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2, 3].map(n => n * 2)", "result": "[ 2, 4, 6 ]"},
        {"code": "await Promise.resolve({ a: 1 })", "result": "{ a: 1 }"},
        {"code": "'text' as string", "result": "'text'"},
    ]
    code_display_data = [
        {"code": "display('shown')", "mime": "text/plain"},
        {"code": "display.html('<b>bold</b>')", "mime": "text/html"},
        {"code": "display.markdown('*stressed*')", "mime": "text/markdown"},
        {"code": "display.json({ a: 1 })", "mime": "application/json"},
    ]
    code_history_pattern = "6 [*]*"
    supported_history_operations = ("tail", "range", "search")
    completion_samples = [
        {"text": "Math.sqr", "matches": {"sqrt", "SQRT1_2", "SQRT2"}},
        {"text": "'text'.trimS", "matches": {"trimStart"}},
        {"text": "import { basename } from 'node:path/po", "matches": {"posix"}},
        {"text": "JSON.", "matches": {"parse", "stringify", "rawJSON", "isRawJSON"}},
    ]
    complete_code_samples = ["1 + 1", "const f = (x: number) => x", "function g() {\n  return 1\n}", "%time 1"]
    incomplete_code_samples = ["function f() {", "const text = `open", "[1,", "if (true) {\n  1"]
    invalid_code_samples = ["const = 3", "1 +* 2", "class { }}"]


class TasklabWelcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "tasklab"
    support_iopub_welcome = True


class Record(unittest.TestResult):
    """Every test, every failed or skipped part of one."""

    def __init__(self):
        super().__init__()
        self.ended = {}

    def note(self, test, how):
        name = getattr(test, "test_case", test).id().rsplit(".", 1)[-1]
        self.ended.setdefault(name, []).append(how)

    def addSuccess(self, test):
        self.note(test, "passed")

    def addFailure(self, test, err):
        self.note(test, self._exc_info_to_string(err, test))

    addError = addFailure

    def addSkip(self, test, reason):
        self.note(test, f"skipped: {reason}")

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.note(test, f"{subtest}: {self._exc_info_to_string(err, test)}")


record = Record()
cases = (TasklabKernel, TasklabWelcome)
unittest.TestSuite(map(unittest.defaultTestLoader.loadTestsFromTestCase, cases)).run(record)
print(json.dumps(record.ended))
