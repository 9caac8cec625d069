"""Executes notebooks with nbclient, as any Jupyter front end would, one after another; prints a JSON list of them."""

import json
import os
import sys

import nbformat
from nbclient import NotebookClient


def execute(file):
    notebook = nbformat.read(file, as_version=4)
    resources = {"metadata": {"path": os.path.dirname(file)}}
    NotebookClient(notebook, kernel_name="tasklab", timeout=120, resources=resources).execute()
    nbformat.validate(notebook)
    return notebook


json.dump([execute(file) for file in sys.argv[1:]], sys.stdout)
