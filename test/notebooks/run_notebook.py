"""Executes notebooks with nbclient, as any Jupyter front end would, a few side by side; prints a JSON list of them."""

import asyncio
import json
import os
import sys

import nbformat
from nbclient import NotebookClient

SIDE_BY_SIDE = 3


async def execute(file, turn):
    async with turn:
        notebook = nbformat.read(file, as_version=4)
        resources = {"metadata": {"path": os.path.dirname(file)}}
        await NotebookClient(notebook, kernel_name="tasklab", timeout=120, resources=resources).async_execute()
        nbformat.validate(notebook)
        return notebook


async def execute_all(files):
    turn = asyncio.Semaphore(SIDE_BY_SIDE)
    return await asyncio.gather(*(execute(file, turn) for file in files))


json.dump(asyncio.run(execute_all(sys.argv[1:])), sys.stdout)
