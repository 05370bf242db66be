"""The tables. They validate nothing (SQLModel by design): only the unit of work touches them, with domain values."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class RoundRow(SQLModel, table=True):
    """The round that this store belongs to; one row."""

    __tablename__ = "round"

    id: int = Field(default=1, primary_key=True)
    desk: str
    person: str
    round_id: str
    round_version: int
    round_sha256: str
    scheme: bytes
    document: str
    tags: str


class UndertakingRow(SQLModel, table=True):
    __tablename__ = "undertaking"

    id: int = Field(default=1, primary_key=True)
    text_sha256: str
    accepted: str


class SheetRow(SQLModel, table=True):
    """A sheet that is not merely open: state and texts. Marks stand in their own table.

    `locked_by` is the sequence of the signed package that closed it; 0 while it is open.
    """

    __tablename__ = "sheet"

    candidate: str = Field(primary_key=True)
    state: str
    reason: str = ""
    remark: str = ""
    locked_by: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class MarkRow(SQLModel, table=True):
    __tablename__ = "mark"

    candidate: str = Field(primary_key=True, foreign_key="sheet.candidate")
    criterion: str = Field(primary_key=True)
    value: str


class SignedRow(SQLModel, table=True):
    """A package that this desk signed: the sealed bytes, so that exporting again copies them."""

    __tablename__ = "signed"

    kind: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    fingerprint: str = Field(unique=True)
    created: str
    content: bytes


class ReceivedRow(SQLModel, table=True):
    """A verified package: whose, and its `standing`, which says whether it counts."""

    __tablename__ = "received"

    fingerprint: str = Field(primary_key=True)
    signer: str = Field(index=True)
    round_version: int
    sequence: int
    received: str
    standing: str
    entered: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class PackageRow(SQLModel, table=True):
    """The bytes of a received package, apart from its standing: a row is written whole when anything in it changes."""

    __tablename__ = "package"

    fingerprint: str = Field(primary_key=True)
    content: bytes


class VersionRow(SQLModel, table=True):
    """A version of the round that was taken in."""

    __tablename__ = "version"

    round_version: int = Field(primary_key=True)
    round_sha256: str
    opened: str
    file: str


class AttentionRow(SQLModel, table=True):
    """A candidate whom the expert is asked to look at again, with the code of why."""

    __tablename__ = "attention"

    candidate: str = Field(primary_key=True)
    why: str


class ReturnedRow(SQLModel, table=True):
    """A sheet that the chair sent back."""

    __tablename__ = "returned"

    fingerprint: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    expert: str
    package_sha256: str
    reason: str
    at: str
    answered_by: str


class PastUnitRow(SQLModel, table=True):
    """A unit that the expert declared to have worked for earlier."""

    __tablename__ = "past_unit"

    place: int = Field(primary_key=True)
    unit: str


class MentionRow(SQLModel, table=True):
    """What the search of a dossier for the expert's name found; `places` may be empty."""

    __tablename__ = "mention"

    candidate: str = Field(primary_key=True)
    dossier_sha256: str
    name: str
    places: str


class DismissalRow(SQLModel, table=True):
    """Why a proposed conflict is none; `known` are the keys of the reasons that it had then."""

    __tablename__ = "dismissal"

    candidate: str = Field(primary_key=True)
    reason: str
    known: str
    at: str


class DeclarationRow(SQLModel, table=True):
    """When the expert declared to have named every conflict; one row."""

    __tablename__ = "declaration"

    id: int = Field(default=1, primary_key=True)
    round_version: int
    at: str


class PrivateNoteRow(SQLModel, table=True):
    """A note that only the expert sees."""

    __tablename__ = "private_note"

    candidate: str = Field(primary_key=True)
    text: str
    at: str


class PrivateRow(SQLModel, table=True):
    """What the office alone keeps of a candidate."""

    __tablename__ = "private_record"

    candidate: str = Field(primary_key=True)
    id_number: str
    phone: str


class AuditTableRow(SQLModel, table=True):
    __tablename__ = "audit"

    number: int = Field(primary_key=True)
    at: str
    event: str
    values_json: str
    previous: str
    hash: str
