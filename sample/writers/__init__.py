"""Writers of the file formats: delimited text in any encoding, workbooks and zip archives."""
