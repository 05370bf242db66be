"""Texts about stores, keys, the keyring and the audit chain: what `i18n.errors` gathers for these."""

from __future__ import annotations

from reviewer_app.i18n import N_

STORE_ERRORS: dict[str, str] = {
    # stores
    "store_in_use": N_("{path} is open in another window of this program. Close that one and try again."),
    "store_missing": N_("There is no store at {path}. Check the path."),
    "store_plain": N_(
        "{path} lies there unencrypted, which a store of this program never does. It is not opened: find out where it "
        "comes from and remove it."
    ),
    "store_foreign": N_("{path} is a database of another program. Choose the right file."),
    "store_key_wrong": N_(
        "{path} does not open with its key: it was damaged from its very start, or is no store of this program. "
        "Restore the last backup."
    ),
    "store_key_missing": N_(
        "The key of {path} is not kept here: the store was made on another machine or for another user, its round was "
        "erased, or its first bytes are damaged. Open it where it was made, or restore a backup."
    ),
    "store_full": N_(
        "{path} could not be written: {reason}. What was saved before is safe; the last entry was not saved. Make room "
        "and enter it again."
    ),
    "store_read_only": N_("{path} may not be written: {reason}. Choose a folder that you may write to."),
}
