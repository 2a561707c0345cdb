"""Three short tunes: the instruments and effects, the pieces, and the files made of them."""
