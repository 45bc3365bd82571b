"""What was measured, kept: JSON for machines, a short Markdown table for people.

Both say on which machine and with which versions.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from math import isnan
from pathlib import Path
from typing import Any

from benchmarks.identity import isolated
from benchmarks.identity.measures import Interval
from benchmarks.identity.process import Linking

RESULTS = Path(__file__).parents[1] / "results"
HEADINGS = {
    "f1": "F1",
    "precision": "precision",
    "recall": "recall",
    "b3_f1": "B³ F1",
    "count_error": "count error %",
    "count_error_size": "its size %",
}


def describe_machine() -> dict[str, Any]:
    """Cores, memory in GiB, system and versions; nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = {name: version(name) for name in ("duckdb", "pandas", "splink")}
    rival = isolated.locate_environments() / "goldenmatch" / ".ready"
    if rival.exists():
        versions["goldenmatch"] = isolated.find_version("goldenmatch", "goldenmatch")
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": versions,
    }


def quality_rows(
    found: dict[tuple[str, str], dict[str, Interval]], thresholds: dict[str, float]
) -> list[dict[str, Any]]:
    """One record a (grade or data, linker)."""
    return [
        {
            "data": data,
            "linker": linker,
            "threshold": thresholds.get(linker),
            **{name: _plain_interval(interval) for name, interval in measures.items()},
        }
        for (data, linker), measures in found.items()
    ]


def write_results(name: str, body: dict[str, Any]) -> Path:
    """Keep `body` with the machine in results/: NAME.json and NAME.md. Returns the latter."""
    RESULTS.mkdir(exist_ok=True)
    whole = {"machine": describe_machine(), **body}
    text = json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", "utf-8")
    path = RESULTS / f"{name}.md"
    path.write_text(_format_markdown(whole), "utf-8")
    return path


def speed_rows(found: Sequence[tuple[Linking, float | None]]) -> list[dict[str, Any]]:
    """One record a linking, with its F1 if it ended."""
    return [{**asdict(linking), "f1": f1} for linking, f1 in found]


def list_rows(found: Sequence[Any]) -> list[dict[str, Any]]:
    """Dataclasses as records."""
    return [asdict(one) for one in found]


def _format_markdown(whole: dict[str, Any]) -> str:
    told = whole["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in told["versions"].items())
    lines = [
        f"{told['measured']}: {told['cores']} cores, {told['memory_gib']} GiB, {told['system']}, "
        f"Python {told['python']}, {versions}.",
        "",
    ]
    if whole.get("targets"):
        lines += ["| target | wanted | measured | |", "|---" * 4 + "|"]
        lines += [_target_line(row) for row in whole["targets"]] + [""]
    if whole.get("quality"):
        lines += [f"| data | linker | threshold | {' | '.join(HEADINGS.values())} | seeds |"]
        lines += ["|---" * (len(HEADINGS) + 4) + "|"]
        lines += [_quality_line(row) for row in whole["quality"]] + [""]
    if whole.get("speed"):
        lines += ["| linker | records | seconds | peak MiB | F1 | |", "|---" * 6 + "|"]
        lines += [
            f"| {row['linker']} | {row['records']:,} | {row['seconds']:.1f} | "
            f"{row['peak_mib']:,.0f} | {row['f1'] or 0:.4f} | {row['failure']} |"
            for row in whole["speed"]
        ]
    if whole.get("increment"):
        lines += ["| | |", "|---|---|"]
        lines += [
            f"| {name.replace('_', ' ')} | {value:,} |"
            if isinstance(value, int)
            else f"| {name.replace('_', ' ')} | {value:,.4g} |"
            for name, value in whole["increment"].items()
        ]
    return "\n".join(lines).rstrip() + "\n"


def _target_line(row: dict[str, Any]) -> str:
    met = "met" if row["met"] else "**not met**"
    return f"| {row['about']} | {row['wanted']} | {row['measured']:,.4f} | {met} |"


def _quality_line(row: dict[str, Any]) -> str:
    cells = [_interval_text(row[name]) for name in HEADINGS]
    threshold = "" if row["threshold"] is None else f"{row['threshold']:g}"
    seeds = row["f1"]["seeds"]
    return f"| {row['data']} | {row['linker']} | {threshold} | {' | '.join(cells)} | {seeds} |"


def _interval_text(found: dict[str, Any]) -> str:
    if found["low"] is None:
        return f"{found['mean']:.4f}"
    return f"{found['mean']:.4f} ({found['low']:.4f} to {found['high']:.4f})"


def _plain_interval(interval: Interval) -> dict[str, float | int | None]:
    """JSON knows no nan."""
    return {
        name: None if isinstance(value, float) and isnan(value) else value
        for name, value in asdict(interval).items()
    }
