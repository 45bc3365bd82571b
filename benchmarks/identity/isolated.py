"""Environments apart from the project's, for what it must not depend on, in a folder git ignores.

They are made once, with the ordinary pip, and need the package registry then.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "bench-identity"


def locate_environments() -> Path:
    """The cache: environments, fetched data, made data. It tells git itself to ignore it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n", "utf-8")
    return CACHE


def prepare_python(name: str, *packages: str) -> Path:
    """The interpreter of the environment `name`, made with these packages if it is not there.

    Raises CalledProcessError if they cannot be installed.
    """
    home = locate_environments() / name
    interpreter, ready = home / "bin" / "python", home / ".ready"
    wanted = "\n".join(packages)
    if not ready.exists() or ready.read_text("utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        subprocess.run([str(interpreter), *install], check=True, stderr=subprocess.DEVNULL)
        ready.write_text(wanted, "utf-8")
    return interpreter


def find_version(name: str, package: str) -> str:
    """The version of a package in the environment `name`."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    command = [str(locate_environments() / name / "bin" / "python"), "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
