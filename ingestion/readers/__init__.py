"""One reader per format. Each gives parts: a text file, a sheet, a member of an archive."""
