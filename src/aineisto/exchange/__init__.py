"""Exchange with other tools: REFI-QDA projects (.qdpx) and tables."""

from aineisto.exchange._read_qdpx import QdpxStudy, read_qdpx
from aineisto.exchange._tables import write_tables
from aineisto.exchange._write_qdpx import write_qdpx

__all__ = ["QdpxStudy", "read_qdpx", "write_qdpx", "write_tables"]
