"""Who the persons are: names, households, documents, and how one registration writes them."""
