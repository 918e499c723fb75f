"""Exchange with other tools: REFI-QDA projects (.qdpx) and codebooks (.qdc), tables."""

from aineisto.exchange._codes import write_qdc
from aineisto.exchange._located import qdpx_losses
from aineisto.exchange._provenance import QdpxStudy
from aineisto.exchange._read_qdpx import read_qdpx
from aineisto.exchange._tables import write_tables
from aineisto.exchange._write_qdpx import write_qdpx

__all__ = ["QdpxStudy", "qdpx_losses", "read_qdpx", "write_qdc", "write_qdpx", "write_tables"]
