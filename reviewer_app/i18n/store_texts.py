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
    "store_failed": N_(
        "{path} could not be written: {reason}. What was saved before is safe; the last entry was not saved. Look "
        "whether the drive is full or has come loose, then enter it again."
    ),
    "store_gone": N_(
        "{path} is no longer at its place: it was moved or removed while this desk was open. The last entry was not "
        "saved. Put it back, or close this desk and bring back what was signed."
    ),
    "store_read_only": N_(
        "{path} may not be written: {reason}. What is in it is safe. Make its folder writable for yourself, or ask "
        "whoever looks after this computer; then try again."
    ),
    # the keyring
    "keyring_missing": N_(
        "This system has no keyring that keys may be kept in (Windows Credential Manager, macOS Keychain, Secret "
        "Service or KWallet). Set a passphrase instead: the keys then lie in a key file under it."
    ),
    "keyring_unsafe": N_(
        "The only keyring here is a plug-in ({plugins}) that may keep keys readable by anybody; it is not used. Set a "
        "passphrase instead: the keys then lie in a key file under it."
    ),
    "keyring_locked": N_(
        "The keyring ({keyring}) is locked. Unlock it with its password (often that of your login), then try again."
    ),
    "keyring_dismissed": N_(
        "The keyring ({keyring}) asked for its password and did not get it. Try again and enter the password."
    ),
    "keyring_hangs": N_(
        "The keyring ({keyring}) gave no answer within {seconds} seconds. Check whether it asks for a password behind "
        "another window; if not, log out and in again, then try again."
    ),
    "keyring_forgets": N_(
        "The keyring ({keyring}) took a key and did not give it back. Nothing was entrusted to it: set a passphrase "
        "instead."
    ),
    "keyring_keeps": N_("The keyring ({keyring}) did not remove a key. Remove it in the system's own keyring program."),
    "keyring_failed": N_(
        "The keyring ({keyring}) failed: {reason}. Nothing was lost; log out and in again, then try again."
    ),
    # passphrases and key files
    "passphrase_unfit": N_(
        "The passphrase needs {shortest} to {longest} printable characters. Several words that only you would put "
        "together are good."
    ),
    "passphrase_differs": N_("The two passphrases differ. Try again."),
    "passphrase_wrong": N_("The passphrase does not open {path}. Check capital letters and the input method."),
    "key_file_damaged": N_("{path} is damaged or no key file of this program. Use another copy of it."),
    # the identity
    "identity_none": N_(
        "There is no identity here yet. Start the program and enter your name, or restore a backup of your identity."
    ),
    "identity_missing": N_("The keys of {person} are not kept here. Restore the backup of that identity."),
    "identity_exists": N_("Another identity is kept here already; it is not written over."),
    "identity_name": N_("“{name}” and “{unit}” cannot stand on an identity card. Enter a name without signs."),
    "sign_own_sheets_first": N_(
        "You are an expert in this round too ({expert}). Score and sign your own sheets first; then the chair's desk "
        "opens."
    ),
    # the audit chain
    "no_audit_head": N_("This file does not say where an audit chain stood. Choose a package signed at this desk."),
    # erasing and restoring
    "receipt_altered": N_("{path} is no receipt of an erasure, or it was changed after it was signed."),
    "not_erased": N_(
        "{path} could not be removed: {reason}. Its key is destroyed already, so it opens for nobody; remove the file, "
        "then start the program again to get the receipt."
    ),
    "no_backup": N_(
        "There is no sound copy of {path}. Open the round file anew and take back what you signed from your packages."
    ),
    "not_your_package": N_(
        "This package was signed with the key {fingerprint}, which is not yours. Choose packages that you signed."
    ),
}
