"""Rows of a codings table, written by hand."""


def coded(statement, coder, code, status="blind", family="theme", **more):
    """Return a code that somebody gave a statement."""
    return {
        "statement_id": statement,
        "family": family,
        "code": code,
        "coder": coder,
        "status": status,
        **more,
    }


def stance_of(statement, coder, value, status="blind", **more):
    """Return a stance that somebody read in a statement."""
    return coded(statement, coder, "stance", status, "stance", value=value, **more)
