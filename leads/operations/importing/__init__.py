"""Files of leads and of what leads did: uploaded, mapped, tried dry, imported under a lease, reported row by row."""

from leads.operations.importing.files import (
    Unusable,
    columns_of,
    dialect_of,
    mapping_of,
    notes_of,
    readable_records_of,
    records_of,
)
from leads.operations.importing.previewing import Preview, preview
from leads.operations.importing.steering import (
    BEFORE_IMPORT,
    BatchMoved,
    MappingFaulty,
    check,
    discard,
    set_mapping,
    start,
    stop,
)
from leads.operations.importing.uploading import read_again, upload
from leads.operations.importing.working import bring, finish, work

__all__ = [
    "BEFORE_IMPORT",
    "BatchMoved",
    "MappingFaulty",
    "Preview",
    "Unusable",
    "bring",
    "check",
    "columns_of",
    "dialect_of",
    "discard",
    "finish",
    "mapping_of",
    "notes_of",
    "preview",
    "read_again",
    "readable_records_of",
    "records_of",
    "set_mapping",
    "start",
    "stop",
    "upload",
    "work",
]
