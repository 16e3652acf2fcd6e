"""An accepted proposal becomes a line of the operator's pack and a case."""

from pathlib import Path

from filelock import FileLock

from newsetl.feedback import Feedback
from newsetl.files import write_whole
from newsetl.names.cases import LOCK_SECONDS, OWN_LOCK
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.names.loading import CASES
from newsetl.names.proposals import as_line, objections, propose

OWN = "own.jsonl"


class Refused(ValueError):
    """A proposal that would not do what it is for, or would do harm; the message says which."""


def accept_proposal(item: Feedback, gazetteer: Gazetteer, folder: Path) -> str:
    """Write the line and the case into the operator's folder; returns what was written, for people. Raises Refused."""
    proposal = propose(item, Linker(gazetteer))
    if found := objections(proposal, gazetteer):
        line = f" It was: {as_line(proposal.line)}" if proposal.line else ""
        raise Refused(f"{'; '.join(found)}. Write a line of your own into {OWN}, then accept it again.{line}")
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / OWN_LOCK, timeout=LOCK_SECONDS):
        if proposal.line:
            _add_line(folder / OWN, as_line(proposal.line))
        _add_line(folder / CASES, proposal.case.model_dump_json(exclude_none=True))
    return (
        f"added to {OWN}: {as_line(proposal.line)}" if proposal.line else f"nothing to add; kept as a case in {CASES}"
    )


def _add_line(path: Path, line: str) -> None:
    """One more line, whole or not at all; one that is there already is not written twice."""
    before = path.read_text("utf-8") if path.exists() else ""
    if line in before.splitlines():
        return
    text = before + ("" if before.endswith("\n") or not before else "\n") + line + "\n"
    write_whole(path, lambda temporary: temporary.write_text(text, "utf-8"))
