"""Review: which pairs a reviewer should decide about, and why they weigh what they do."""
