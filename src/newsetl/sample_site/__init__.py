"""The bundled sample as a live news site: what its outlets offer, over http, as outlets serve it."""
