"""The check dictionary, the gate, the verdicts."""
