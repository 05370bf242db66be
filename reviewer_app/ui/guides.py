"""What to do on each page, step by step, as its help tells it. In English; translated when shown."""

from __future__ import annotations

from reviewer_app.i18n import N_

START = (
    N_("First time on this computer: make your identity, save the identity card and give it to the office."),
    N_("As an expert, choose Review and open the .jpround file that the office sent you. You can also drop it here."),
    N_("Compare the office's fingerprint with the one on the meeting notice when you are asked to."),
    N_("Next time, go on from the list of rounds: the button of the first line leads back to where you stopped."),
    N_("As the chair, choose Consolidate; as a clerk, choose Prepare."),
)
UNDERTAKING = (
    N_("Read the undertaking to its end."),
    N_("Accept it. That you did, and when, is recorded and signed with your marks."),
)
CONFLICTS = (
    N_("Look at each candidate that the program found: the reason stands below the name. Recuse, or say why not."),
    N_("Write down where you worked earlier, one unit a line: the program compares them too."),
    N_("Add whoever is close to you in a way that no file shows: family, friends, master and apprentice."),
    N_("When nothing is left to decide, go on. You can come back to this at any time, below the private note."),
)
DESK = (
    N_("Choose a candidate at the left, and read the dossier and the evidence in the middle."),
    N_("Type a mark for each criterion at the right. A mark is saved at once; the bar says when."),
    N_("Are you a relative, from the same unit, or in another way not free? Recuse, and say why."),
    N_("A candidate that you cannot judge: abstain, and say why. That is not the same as zero."),
    N_("Go on with the next one until nobody is open. You can stop at any time and go on later."),
    N_("When you have looked everything over, choose Finish and sign."),
)
TABLE = (
    N_("A line for each candidate, a column for each criterion. Type marks as in a spreadsheet: Enter goes down."),
    N_("Delete takes the marks of the chosen cells back. Ctrl+Z takes the last step back, Ctrl+Y makes it again."),
    N_("Marks from Excel or WPS: copy them there without titles, choose the first cell here, and press Ctrl+V."),
    N_("If a cell cannot be taken, nothing is stored: a list says which and why. You may then paste the good ones."),
    N_("A grey line is closed: you are recused, you abstained, or it is signed."),
)
RANKING = (
    N_("Your own totals stand in order, the best first. Equal totals share a rank and are marked as a tie."),
    N_("Check that you mean them so. Enter opens the dossier; nothing here changes a mark."),
    N_("Tick two or three with the Space key, then press Compare."),
)
COMPARISON = (
    N_("Choose two or three candidates: in the list at the right, in your ranking, or in the table."),
    N_("Marks, facts, deeds and honours stand side by side. Nothing here changes a mark."),
    N_("A candidate from whom you are recused cannot be compared: the dossier is closed."),
)
FINISH = (
    N_("Look what is missing, recused, abstained or tied. A press on a name leads to the dossier."),
    N_("Sign. What is signed is closed: only the chair can send a sheet back to you."),
    N_("Save the file to hand in, to a stick or a folder. It is read back before the program says that it is done."),
    N_("Print the score sheet and sign it by hand. The fingerprint and the QR code on it are those of the file."),
    N_("Give the file to the chair. A part can be handed in and the rest later: sign again, and hand in the new file."),
)
CHAIR = (
    N_("Roll call: take in the experts' packages, drop files or a whole folder. Each is verified at once."),
    N_("Look who is missing, and what was refused and why."),
    N_("Ranking: choose a line to see how its figure came about. The drawn line is the cut."),
    N_("A tie across the cut is never cut by the program: the committee decides."),
    N_("Sign and print: sign the result, save the file for the union, print the summary sheet."),
)
OFFICE = (
    N_("Go through the steps at the left from top to bottom; the number says how many points are open."),
    N_("Scheme: choose the rules, and answer what the documents leave open."),
    N_("Candidates and evidence: choose the roster and the folder. Mend problems in the files, then read them again."),
    N_("People: take in the identity cards, and give each person a role."),
    N_("Seal: give the round a title, then seal it into one file for everybody who takes part."),
)
IDENTITY = (
    N_("Your identity is your keys: with them you sign, and with them you open what is meant for you."),
    N_("Save the identity card and give it to the office. It holds nothing secret."),
    N_("Back up with a passphrase, on a stick that you keep apart from this computer."),
    N_("On another computer, restore from that backup."),
    N_(
        "Two people at one computer under one system account: add the second below. Each then has a passphrase, and "
        "the start page lets you switch."
    ),
)
RECORD = (
    N_("Every step at this desk stands here, in its order. If anything were removed, it would be noticed."),
    N_("Compare with a package that was signed here, to see that nothing is missing at the end."),
)
ERASE = (
    N_("Save first what must be kept: packages and printed sheets stay where you put them."),
    N_("Type the round's id, then erase. The key goes first: from then on nobody can read the files."),
    N_("Save the signed receipt where you keep such papers."),
)
MEND = (
    N_("Choose the packages that you signed at this desk, if you have them."),
    N_("Bring it back: the newest sound copy takes the place of the damaged file."),
    N_("Read what came back and what is lost, then open the desk."),
)
