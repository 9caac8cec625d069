"""Runs each argument as a cell of a notebook through nbclient; prints the executed notebook."""

import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in sys.argv[1:]])
NotebookClient(notebook, kernel_name="tasklab", timeout=60, allow_errors=True).execute()
nbformat.validate(notebook)
nbformat.write(notebook, sys.stdout)
