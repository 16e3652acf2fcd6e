"""Names: the gazetteer, and the linker from text to mentions. Pure functions over data in ``packs/``."""
