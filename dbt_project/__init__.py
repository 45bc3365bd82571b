"""The models: bronze → staging → intermediate → marts, with their contracts and tests."""
