"""Writers of the file forms: text in any encoding and delimiter, workbooks, zips."""
