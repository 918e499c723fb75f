"""Exchange with other tools: REFI-QDA (.qdpx, .qdc), QualCoder, Taguette, tables."""

from aineisto.exchange._cas import read_cas, write_cas
from aineisto.exchange._code_lists import read_code_list, write_code_list
from aineisto.exchange._codes import write_qdc
from aineisto.exchange._deposit import write_deposit
from aineisto.exchange._label_studio import read_label_studio, write_label_studio
from aineisto.exchange._located import qdpx_losses
from aineisto.exchange._programs import read_qualcoder, read_taguette
from aineisto.exchange._provenance import QdpxStudy
from aineisto.exchange._read_qdpx import read_qdpx
from aineisto.exchange._segments import read_segments
from aineisto.exchange._tables import write_tables
from aineisto.exchange._write_qdpx import write_qdpx

__all__ = [
    "QdpxStudy",
    "qdpx_losses",
    "read_cas",
    "read_code_list",
    "read_label_studio",
    "read_qdpx",
    "read_qualcoder",
    "read_segments",
    "read_taguette",
    "write_cas",
    "write_code_list",
    "write_deposit",
    "write_label_studio",
    "write_qdc",
    "write_qdpx",
    "write_tables",
]
