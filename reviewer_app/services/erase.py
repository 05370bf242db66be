"""Goal of whoever is done with a round: nothing of it is left on this machine, and a receipt says so.

The key goes first: from then on whatever a disk may still hold of the files opens for nobody. A plan is written before
anything is destroyed, so that an erasure that was interrupted is finished later and not forgotten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reviewer_app.domain.errors import InputError, UserError
from reviewer_app.domain.package import Kind, as_time
from reviewer_app.domain.strict_json import JsonFormError, read_json, write_json
from reviewer_app.export.files import open_file, read_file, write_bytes_durably
from reviewer_app.models.connection import salt_of
from reviewer_app.models.lock import hold, lock_of
from reviewer_app.models.store import Store
from reviewer_app.security.keys import Identity
from reviewer_app.security.sshsig import SignatureFormError, read_signature, sign
from reviewer_app.security.vault import Vault
from reviewer_app.services.keeper import ME
from reviewer_app.services.stores import files_of, open_desk
from reviewer_app.services.workplace import Seat, Workplace

NAMESPACE = "erasure@jiangping"
PLAN = ".erasing"
LARGEST = 1 << 20
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a receipt says, and the key that signed it. `store` is how the store said who and which round it was."""

    at: str
    store: dict[str, Any]
    files: int
    signer: str


def erase(
    path: Path, vault: Vault, identity: Identity, receipts: Path, at: datetime, also: Iterable[Path] = ()
) -> Path:
    """Destroys key, store, copies and `also` (round file, evidence); returns the receipt, with its `.sig` beside it.

    Raises `UserError`: `store_in_use`; where the key cannot be destroyed nothing is erased. A store that does not open
    any more is erased as well; the receipt then tells its files alone.
    """
    told = _about(path, vault)
    files = [*files_of(path), *(one for one in also if one.is_file())]
    name = f"erasure-{told.get('round', 'unknown')}-{told.get('desk', 'desk')}-{at:%Y%m%dT%H%M%SZ}"
    plan = {
        "name": name,
        "salt": salt_of(path).hex(),
        "store": str(path),
        "files": [str(one) for one in files],
        "receipt": {
            "format": "jiangping-erasure",
            "version": 1,
            "at": as_time(at),
            "store": told,
            "key": "destroyed",
            "files": [_measured(one) for one in files],
        },
    }
    receipts.mkdir(parents=True, exist_ok=True)
    planned = receipts / f"{name}{PLAN}"
    write_bytes_durably(planned, write_json(plan))
    return _carry_out(planned, vault, identity)


def erase_seat(workplace: Workplace, seat: Seat, at: datetime) -> Path:
    """Erases a desk in a round with every round file there; returns the receipt. Raises `UserError` as `erase` does."""
    identity = workplace.identity(seat)
    rounds = rounds_of(seat)
    receipt = erase(seat.store, workplace.vault, identity, receipts_of(workplace.folder), at, also=rounds)
    workplace.forget(seat)
    return receipt


def rounds_of(seat: Seat) -> list[Path]:
    """The round files, with dossiers and evidence, that lie at a desk."""
    return sorted(seat.store.parent.glob(f"*{Kind.ROUND.suffix}"))


def save_receipt(receipt: Path, target: Path) -> None:
    """Copies a receipt, and its signature beside it. Raises `UserError`."""
    for source, copy in ((_signature_of(receipt), _signature_of(target)), (receipt, target)):
        write_bytes_durably(copy, read_file(source, LARGEST))


def finish_pending(workplace: Workplace) -> tuple[Path, ...]:
    """Finishes the erasures of this workplace that were interrupted; asks for no key where none was."""
    receipts = receipts_of(workplace.folder)
    if not any(receipts.glob(f"*{PLAN}")):
        return ()
    return finish_erasures(receipts, workplace.vault, workplace.vault.identity(ME))


def receipts_of(data: Path) -> Path:
    """Where receipts, and plans of erasures not finished yet, lie below the program's data folder."""
    return data / "receipts"


def finish_erasures(receipts: Path, vault: Vault, identity: Identity) -> tuple[Path, ...]:
    """Finishes what was interrupted; returns the receipts. To be called when the program starts."""
    return tuple(_carry_out(plan, vault, identity) for plan in sorted(receipts.glob(f"*{PLAN}")))


def read_receipt(path: Path) -> Receipt:
    """A receipt whose signature covers it. Raises `InputError`, `UserError` (`receipt_altered`)."""
    data = read_file(path, LARGEST)
    try:
        signature = read_signature(read_file(_signature_of(path), LARGEST))
        value = read_json(data)
        receipt = Receipt(
            at=value["at"], store=value["store"], files=len(value["files"]), signer=signature.key.fingerprint
        )
    except (SignatureFormError, JsonFormError, KeyError, TypeError) as error:
        raise UserError("receipt_altered", path=str(path)) from error
    if signature.namespace != NAMESPACE or not signature.covers(data):
        raise UserError("receipt_altered", path=str(path))
    return receipt


def _carry_out(planned: Path, vault: Vault, identity: Identity) -> Path:
    plan = json.loads(planned.read_text("utf-8"))
    store = Path(plan["store"])
    held = hold(store) if store.parent.is_dir() else None
    try:
        vault.forget_store_key(bytes.fromhex(plan["salt"]))
        for name in plan["files"]:
            _remove(Path(name))
    finally:
        if held is not None:
            held.release()
    lock_of(store).unlink(missing_ok=True)
    for folder in (store.parent / "backups", store.parent):
        with suppress(OSError):
            folder.rmdir()  # only where nothing else lies in it
    receipt = planned.with_name(f"{plan['name']}.json")
    data = write_json(plan["receipt"])
    for target, content in ((_signature_of(receipt), sign(data, NAMESPACE, identity.signing)), (receipt, data)):
        if not target.exists():
            write_bytes_durably(target, content)
    planned.unlink()
    return receipt


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UserError("not_erased", path=str(path), reason=error.strerror or str(error)) from error


def _about(path: Path, vault: Vault) -> dict[str, Any]:
    """Which round and desk it was, what was signed there, where its audit chain ended; nothing of a candidate."""
    try:
        store = open_desk(path, vault)
    except UserError as error:
        if error.code == "store_in_use":
            raise
        return {"unopened": error.code}
    try:
        return _facts(store)
    except UserError as error:
        return {"unopened": error.code}
    finally:
        store.close()


def _facts(store: Store) -> dict[str, Any]:
    with store.transaction() as work:
        held, head = work.round(), work.audit_head()
        signed = [one.fingerprint for kind in Kind for one in work.signed(kind)]
    facts: dict[str, Any] = {"events": head.events, "audit_head": head.head, "signed": signed}
    if held is not None:
        facts |= {"desk": held.desk, "person": held.person, "round": held.round_id, "version": held.round_version}
    return facts


def _measured(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    try:
        with open_file(path) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
    except (OSError, InputError):
        return {"bytes": None, "sha256": None}


def _signature_of(path: Path) -> Path:
    return path.with_name(path.name + ".sig")
