"""What words mean is known without an index or a model: `qa.english` loads none of their libraries."""

import json
import subprocess
import sys

HEAVY = ("faiss", "numpy", "tantivy", "openvino", "torch", "tokenizers", "lemminflect", "babel", "pydantic", "sqlite3")
SCRIPT = """
import importlib, json, pkgutil, sys
import qa.english
for module in pkgutil.walk_packages(qa.english.__path__, "qa.english."):
    importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""


def test_english_loads_no_engine_model_or_lexicon() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout)
    assert "qa.english.names" in loaded and "qa.english.quantities.quantity" in loaded
    assert [name for name in loaded if name.partition(".")[0] in HEAVY] == []
    assert [name for name in loaded if name.startswith(("index", "corpus"))] == []
