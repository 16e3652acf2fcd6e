"""``python -m newsetl.cli``: the same as ``newsetl``."""

from newsetl.cli import main

main()
