"""dbt's own cross-database macros, as far as the models use them, for the SQL linter."""


def type_string() -> str:
    """The name of the text type."""
    return "varchar"
