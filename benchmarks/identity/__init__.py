"""Record linkage measured: made data, labelled data, this linker and others side by side."""
