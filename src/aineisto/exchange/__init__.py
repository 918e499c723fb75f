"""Exchange with other tools: REFI-QDA projects (.qdpx) and codebooks (.qdc), tables."""

from aineisto.exchange._kept import QdpxStudy
from aineisto.exchange._placed import qdpx_losses
from aineisto.exchange._qdc import write_qdc
from aineisto.exchange._read_qdpx import read_qdpx
from aineisto.exchange._tables import write_tables
from aineisto.exchange._write_qdpx import write_qdpx

__all__ = ["QdpxStudy", "qdpx_losses", "read_qdpx", "write_qdc", "write_qdpx", "write_tables"]
