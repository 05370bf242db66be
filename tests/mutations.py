"""The defences of files that travel, taken out one by one: for each, tests that must then fail.

`make mutants` applies every mutation to a copy of the program and runs its tests there; one that passes without the
defence is no test of it.
"""

from __future__ import annotations

from typing import NamedTuple

CONTAINER, BAG = "reviewer_app/security/container.py", "reviewer_app/security/bag.py"
SSHSIG, SIGNERS = "reviewer_app/security/sshsig.py", "reviewer_app/security/signers.py"
KEYS, SEALING = "reviewer_app/security/keys.py", "reviewer_app/security/sealing.py"
PACKAGE, FILES = "reviewer_app/export/package.py", "reviewer_app/export/files.py"
JSON, HEADER = "reviewer_app/domain/strict_json.py", "reviewer_app/domain/package.py"
HAND_IN, SCORE = "reviewer_app/domain/hand_in.py", "reviewer_app/export/score.py"
RECEIVING, COLLECT = "reviewer_app/domain/receiving.py", "reviewer_app/services/collect.py"

T_CONTAINER, T_ZIP = "tests/security/test_container.py::", "tests/security/test_faults_container.py::"
T_SIGNATURE, T_SSHSIG = "tests/security/test_faults_signature.py::", "tests/security/test_sshsig.py::"
T_SEALING, T_PACKAGE = "tests/security/test_faults_sealing.py::", "tests/export/test_package.py::"
T_CONTEXT, T_MEDIA = "tests/export/test_faults_context.py::", "tests/export/test_faults_media.py::"
T_REPLAY = "tests/services/test_faults_replay.py::"


class Mutation(NamedTuple):
    """`original` stands just once in `module`; with `mutated` in its place every one of `tests` must fail."""

    what: str
    module: str
    original: str
    mutated: str
    tests: tuple[str, ...]


MUTATIONS = (
    # container
    Mutation(
        "the closing records are not compared",
        CONTAINER,
        "if _at(file, start, len(tail)) != tail:",
        "if False:",
        (
            T_ZIP + "test_a_symlink_fifo_or_foreign_attribute_is_refused",
            T_CONTAINER + "test_every_changed_byte_is_refused",
        ),
    ),
    Mutation(
        "local headers are not compared",
        CONTAINER,
        "if _at(file, entry.header_offset, len(header)) != header:",
        "if False:",
        (T_ZIP + "test_a_field_changed_in_one_header_or_in_both_is_refused",),
    ),
    Mutation(
        "the length of the file is not compared",
        CONTAINER,
        "if start + len(tail) != size:",
        "if start + len(tail) > size:",
        (T_ZIP + "test_a_second_end_record_is_refused",),
    ),
    Mutation(
        "names are not ordered",
        CONTAINER,
        "if entries and name <= entries[-1].name:",
        "if False:",
        (T_CONTAINER + "test_duplicate_and_disordered_names_are_refused",),
    ),
    Mutation(
        "names are not checked",
        CONTAINER,
        "if len(name) > MAX_NAME or not _NAME.fullmatch(name) or _CHANGED.search(name):",
        "if not name:",
        (
            T_ZIP + "test_a_name_that_leaves_the_folder_or_is_changed_on_the_way_is_refused",
            T_CONTAINER + "test_names_that_some_system_would_change_are_refused",
        ),
    ),
    Mutation(
        "names of devices are let through",
        CONTAINER,
        " or _CHANGED.search(name):",
        ":",
        (T_ZIP + "test_a_name_that_leaves_the_folder_or_is_changed_on_the_way_is_refused",),
    ),
    Mutation(
        "checksums are not compared",
        CONTAINER,
        "if crc != entry.crc:",
        "if False:",
        (T_CONTAINER + "test_every_changed_byte_is_refused",),
    ),
    Mutation(
        "counts are not bounded",
        CONTAINER,
        "if count > MAX_MEMBERS or length > min(longest, size) or start + length > size:",
        "if False:",
        (T_ZIP + "test_a_hundred_thousand_entries_are_refused_before_they_are_read",),
    ),
    Mutation(
        "a shrinking file is not noticed",
        CONTAINER,
        "if len(data) != length:",
        "if False:",
        (T_ZIP + "test_a_file_that_shrinks_while_it_is_read_is_refused",),
    ),
    Mutation(
        "a member's size is not bounded",
        CONTAINER,
        "if self.entries[name].size > limit:",
        "if False:",
        (T_CONTAINER + "test_a_member_is_not_read_beyond_the_limit",),
    ),
    Mutation(
        "a failing medium is not told",
        CONTAINER,
        "        raise MediumError(_name(file), error) from error\n\n\ndef _at",
        "        raise\n\n\ndef _at",
        (T_MEDIA + "test_a_medium_that_fails_while_a_package_is_read_is_told",),
    ),
    # bag
    Mutation(
        "the signature is not checked",
        BAG,
        "if not signature.covers(tagmanifest):",
        "if False:",
        (T_PACKAGE + "test_a_changed_member_with_a_right_checksum_is_altered",),
    ),
    Mutation(
        "tag files are not hashed",
        BAG,
        "if Sha256(data).hexdigest() != listed[name]:",
        "if False:",
        (T_PACKAGE + "test_a_changed_member_with_a_right_checksum_is_altered",),
    ),
    Mutation(
        "payload files are not hashed",
        BAG,
        "if _digest(self.container, name) != expected:",
        "if False:",
        (T_PACKAGE + "test_a_changed_member_with_a_right_checksum_is_altered",),
    ),
    Mutation(
        "a payload file that is opened is not hashed",
        BAG,
        "if Sha256(data).hexdigest() != self.payload[name]:",
        "if False:",
        ("tests/export/test_faults_parsers.py::test_what_is_opened_is_hashed_again",),
    ),
    Mutation(
        "extra tag files are let through",
        BAG,
        "if found_tags != tag_names | {TAGMANIFEST, SIGNATURE}:",
        "if not found_tags >= tag_names | {TAGMANIFEST, SIGNATURE}:",
        (T_PACKAGE + "test_a_missing_or_extra_member_is_malformed",),
    ),
    Mutation(
        "extra payload files are let through",
        BAG,
        "if set(payload) != set(container.entries) - found_tags:",
        "if not set(payload) <= set(container.entries) - found_tags:",
        (T_PACKAGE + "test_a_missing_or_extra_member_is_malformed",),
    ),
    Mutation(
        "manifests may be written in any form",
        BAG,
        "if _render(hashes) != data:",
        "if False:",
        ("tests/export/test_faults_parsers.py::test_manifests_have_one_form",),
    ),
    # signatures
    Mutation(
        "signatures may be written in any form",
        SSHSIG,
        "if signature.armored() != armor:",
        "if False:",
        (
            T_SIGNATURE + "test_a_bent_signature_is_not_even_well_formed",
            T_SSHSIG + "test_any_other_form_is_refused",
        ),
    ),
    Mutation(
        "the namespace is not signed",
        SSHSIG,
        '        MAGIC\n        + ssh_string(namespace.encode("ascii"))',
        '        MAGIC\n        + ssh_string(b"")',
        (T_SIGNATURE + "test_the_namespace_is_part_of_what_is_signed",),
    ),
    Mutation(
        "keys of small order sign",
        KEYS,
        "if self.raw[:31] + bytes([self.raw[31] & 0x7F]) in _SMALL_ORDER:",
        "if False:",
        (T_SIGNATURE + "test_a_key_that_is_no_good_point_signs_nothing",),
    ),
    Mutation(
        "a public key may be written in any form",
        KEYS,
        'if algorithm != "ssh-ed25519" or key.line != line:',
        "if False:",
        (T_SSHSIG + "test_a_public_key_line_has_one_form",),
    ),
    Mutation(
        "allowed signers may be written in any form",
        SIGNERS,
        "if render_signers(signers) != data or",
        "if",
        (T_SSHSIG + "test_signers_are_written_and_read_in_one_form",),
    ),
    Mutation(
        "validity ends a second early",
        SIGNERS,
        "self.valid_after <= moment.replace(microsecond=0) <= self.valid_before",
        "self.valid_after <= moment.replace(microsecond=0) < self.valid_before",
        (T_CONTEXT + "test_validity_is_judged_to_the_second",),
    ),
    # sealing
    Mutation(
        "headers are not checked",
        SEALING,
        "    _check_header(sealed, most)\n",
        "",
        (
            T_SEALING + "test_a_header_of_thousands_of_stanzas_is_refused_in_no_time",
            "tests/security/test_sealing.py::test_a_passphrase_file_is_refused_before_it_costs_anything",
        ),
    ),
    Mutation(
        "recipients are not counted",
        SEALING,
        "if not 1 <= keys <= most or len(stanzas) > keys + 1:",
        "if False:",
        (
            T_SEALING + "test_more_recipients_than_allowed_are_refused",
            T_CONTEXT + "test_a_package_sealed_to_others_than_it_says_is_refused",
        ),
    ),
    Mutation(
        "errors of the medium become the library's",
        SEALING,
        "raise pipe.error or error from error",
        "raise",
        (
            T_SEALING + "test_errors_of_the_medium_come_through_the_library_as_they_are",
            T_MEDIA + "test_a_round_sealed_onto_a_full_disk_leaves_nothing_wherever_it_ends",
        ),
    ),
    Mutation(
        "a stranger's file is taken for damage",
        SEALING,
        'if "No matching keys" in str(error):',
        "if False:",
        ("tests/security/test_sealing.py::test_every_recipient_opens_and_a_stranger_does_not",),
    ),
    # strict JSON
    Mutation(
        "keys may stand twice",
        JSON,
        "if len(value) != len(pairs):",
        "if False:",
        (
            T_CONTEXT + "test_documents_that_readers_would_read_differently_are_refused",
            "tests/export/test_faults_parsers.py::test_json_that_readers_would_read_differently_is_refused",
        ),
    ),
    Mutation(
        "integers may be endless",
        JSON,
        'if len(text.lstrip("-")) > MAX_INTEGER_DIGITS:',
        "if False:",
        ("tests/export/test_faults_parsers.py::test_json_that_readers_would_read_differently_is_refused",),
    ),
    Mutation(
        "NaN is a number",
        JSON,
        "            parse_constant=_refuse,\n",
        "",
        ("tests/export/test_faults_parsers.py::test_json_that_readers_would_read_differently_is_refused",),
    ),
    Mutation(
        "1e999 is a number",
        JSON,
        'value in (float("inf"), float("-inf"))',
        "False",
        ("tests/export/test_faults_parsers.py::test_json_that_readers_would_read_differently_is_refused",),
    ),
    Mutation(
        "half a character is text",
        JSON,
        "if _SURROGATE.search(data):",
        "if False:",
        ("tests/export/test_faults_parsers.py::test_json_that_readers_would_read_differently_is_refused",),
    ),
    Mutation(
        "nesting is not caught",
        JSON,
        "except RecursionError as error:",
        "except ZeroDivisionError as error:",
        ("tests/export/test_faults_parsers.py::test_json_that_readers_would_read_differently_is_refused",),
    ),
    # the package
    Mutation(
        "the header may be written in any form",
        PACKAGE,
        "if write_json(header.document()) != bag.tags[HEADER]:",
        "if False:",
        (T_CONTEXT + "test_the_header_is_strict_json_in_one_form",),
    ),
    Mutation(
        "the header's fields are not checked",
        HEADER,
        "if header.document() != value or not header._sound():",
        "if False:",
        (T_CONTEXT + "test_the_header_is_strict_json_in_one_form",),
    ),
    Mutation(
        "a newer format is read as this one",
        HEADER,
        "if version > FORMAT_VERSION:",
        "if False:",
        (T_PACKAGE + "test_a_newer_format_says_so",),
    ),
    Mutation(
        "the kind need not be the namespace's",
        PACKAGE,
        "if header.kind.namespace != bag.signature.namespace:",
        "if False:",
        (T_PACKAGE + "test_a_signature_for_another_namespace_is_a_wrong_role",),
    ),
    Mutation(
        "anything may travel in the payload",
        PACKAGE,
        "if not PAYLOAD[header.kind].fullmatch(name)]:",
        "if not name]:",
        (T_CONTEXT + "test_a_stowaway_in_the_payload_is_refused",),
    ),
    Mutation(
        "the scheme need not be the header's",
        PACKAGE,
        "if SCHEME in bag.tags and Sha256(bag.tags[SCHEME]).hexdigest() != header.scheme_sha256:",
        "if False:",
        (T_PACKAGE + "test_another_scheme_in_the_package_contradicts_the_header",),
    ),
    Mutation(
        "the sealed header need not be the clear one",
        PACKAGE,
        'or value.get("package") != header.document():',
        "or False:",
        (T_PACKAGE + "test_a_forged_header_is_refused", T_CONTEXT + "test_marks_that_nobody_may_give_are_refused"),
    ),
    Mutation(
        "revoked keys sign",
        PACKAGE,
        "if key in revoked:",
        "if False:",
        (T_CONTEXT + "test_a_revoked_key_is_refused_whatever_its_validity",),
    ),
    Mutation(
        "strangers sign",
        PACKAGE,
        "holders = [signer for signer in signers if signer.key == key]",
        "holders = [signer for signer in signers if signer.principal == header.signer]",
        (T_PACKAGE + "test_a_stranger_s_signature_is_an_unknown_key",),
    ),
    Mutation(
        "members sign for each other",
        PACKAGE,
        "named = [signer for signer in holders if signer.principal == header.signer]",
        "named = holders",
        (T_PACKAGE + "test_a_forged_header_is_refused",),
    ),
    Mutation(
        "roles are not checked",
        PACKAGE,
        "if header.kind not in header.role.signs or header.kind.namespace not in named[0].namespaces:",
        "if False:",
        (T_CONTEXT + "test_an_expert_who_signs_as_the_chair_is_refused",),
    ),
    Mutation(
        "validity is not checked",
        PACKAGE,
        "if at is not None and not named[0].valid_at(at):",
        "if False:",
        (T_PACKAGE + "test_a_key_outside_its_validity_is_refused",),
    ),
    Mutation(
        "another round will do",
        PACKAGE,
        "    if header.round_id != trust.round_id:\n",
        "    if False:\n",
        (T_REPLAY + "test_a_package_of_another_round_of_the_same_people_is_refused",),
    ),
    Mutation(
        "another sealing of the round will do",
        PACKAGE,
        "if header.round_sha256 != trust.versions[(header.round_version or 0) - 1]:",
        "if False:",
        (T_PACKAGE + "test_a_forged_header_is_refused",),
    ),
    Mutation(
        "another roster will do",
        PACKAGE,
        "    _check_roster(package, trust)\n",
        "",
        (
            T_CONTEXT + "test_another_roster_than_the_round_s_is_refused",
            T_CONTEXT + "test_a_result_with_experts_of_the_chair_s_own_making_is_refused",
        ),
    ),
    Mutation(
        "an unknown office is trusted",
        PACKAGE,
        "if not trust.office_known:",
        "if False:",
        (T_PACKAGE + "test_nobody_is_trusted_before_the_office_is",),
    ),
    # marks
    Mutation(
        "unknown candidates are marked",
        HAND_IN,
        "if candidate not in round_.assignments:",
        "if False:",
        (T_CONTEXT + "test_marks_that_nobody_may_give_are_refused",),
    ),
    Mutation(
        "candidates not assigned are marked",
        HAND_IN,
        "if expert not in round_.assignments[candidate]:",
        "if False:",
        (T_CONTEXT + "test_marks_for_a_candidate_not_assigned_are_refused",),
    ),
    Mutation(
        "unknown criteria are marked",
        HAND_IN,
        "    if key not in criteria:\n",
        "    if False:\n",
        (T_CONTEXT + "test_marks_that_nobody_may_give_are_refused",),
    ),
    Mutation(
        "marks are off the grid",
        HAND_IN,
        "if not criterion.on_grid(mark):",
        "if False:",
        (T_CONTEXT + "test_marks_that_nobody_may_give_are_refused",),
    ),
    Mutation(
        "a sheet lacks a criterion",
        HAND_IN,
        "if sheet.state is SheetState.SCORED and sheet.marks.keys() != criteria.keys():",
        "if False:",
        (T_CONTEXT + "test_marks_that_nobody_may_give_are_refused",),
    ),
    Mutation(
        "the sheets may be another expert's",
        SCORE,
        "if document.expert != package.header.signer:",
        "if False:",
        (T_CONTEXT + "test_marks_that_nobody_may_give_are_refused",),
    ),
    # receiving
    Mutation(
        "the same file counts again",
        RECEIVING,
        "if any(one.fingerprint == new.fingerprint for one in own):",
        "if False:",
        (T_REPLAY + "test_the_same_package_again_is_harmless_under_any_name",),
    ),
    Mutation(
        "two packages of one number do not conflict",
        RECEIVING,
        "if any(one.order == new.order for one in own):",
        "if False:",
        (T_REPLAY + "test_two_contents_of_one_number_conflict",),
    ),
    Mutation(
        "a lower package supersedes",
        RECEIVING,
        "return Standing.SUPERSEDES if new.order > highest else Standing.STALE",
        "return Standing.SUPERSEDES",
        (T_REPLAY + "test_a_lower_package_after_a_higher_is_stale_and_changes_nothing",),
    ),
    # writing
    Mutation(
        "room is not looked for first",
        FILES,
        "    if free < size:\n",
        "    if False:\n",
        (T_MEDIA + "test_too_little_room_is_told_before_anything_is_written",),
    ),
    Mutation(
        "what was written is not read back",
        FILES,
        "            check(again)\n",
        "            pass\n",
        (T_MEDIA + "test_what_reads_back_otherwise_is_no_success",),
    ),
    Mutation(
        "the temporary file stays",
        FILES,
        "                temporary.unlink()\n",
        "                pass\n",
        (T_MEDIA + "test_a_file_that_outgrows_the_medium_leaves_nothing",),
    ),
    Mutation(
        "an existing name is not looked for first",
        FILES,
        "        _check_free(target)\n",
        "",
        (T_MEDIA + "test_a_name_too_long_for_the_system_is_told_before_anything_is_written",),
    ),
    Mutation(
        "an existing name is replaced where there are no links",
        FILES,
        "        if os.path.lexists(target):\n",
        "        if False:\n",
        (T_MEDIA + "test_a_file_that_appears_meanwhile_is_not_overwritten",),
    ),
    Mutation(
        "the name stays though the folder was not synced",
        FILES,
        "        target.unlink()\n        raise\n",
        "        raise\n",
        (T_MEDIA + "test_a_medium_that_does_not_keep_what_it_took_is_told",),
    ),
    Mutation(
        "the folder is not synced",
        FILES,
        "        _sync_folder(target.parent)\n",
        "        pass\n",
        (T_MEDIA + "test_a_medium_that_does_not_keep_what_it_took_is_told",),
    ),
    Mutation(
        "the file is not synced",
        FILES,
        "        os.fsync(file.fileno())\n",
        "",
        (T_MEDIA + "test_a_medium_that_does_not_keep_what_it_took_is_told",),
    ),
    Mutation(
        "anything is opened as a file",
        FILES,
        "if not stat.S_ISREG(os.fstat(handle).st_mode):",
        "if False:",
        (T_MEDIA + "test_a_fifo_is_no_file_and_nobody_waits_for_it",),
    ),
    Mutation(
        "evidence may change while it is sealed",
        PACKAGE,
        "if source.digest.hexdigest() != sha256:",
        "if False:",
        (T_MEDIA + "test_nothing_readable_is_left_behind_when_sealing_fails",),
    ),
)
