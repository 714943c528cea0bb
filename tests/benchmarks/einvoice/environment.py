"""The peers' own environment: their packages never meet ours."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".venv-peers"
PACKAGES = ("factur-x==7.8", "eu-einvoice==1.0.0", "saxonche==13.1.1", "typst==0.15.2")
_READY = FOLDER / ".ready"


def peers_python() -> Path:
    """Return the interpreter of the peers' environment, made at the first call."""
    python = FOLDER / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    wanted = "\n".join(PACKAGES)
    if _READY.is_file() and _READY.read_text(encoding="utf-8") == wanted:
        return python
    print("Installation des bibliothèques comparées dans .venv-peers…", flush=True)
    venv.create(FOLDER, with_pip=True, clear=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    _READY.write_text(wanted, encoding="utf-8")
    return python
