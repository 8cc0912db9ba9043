"""Pure decisions of publications: the text of a chapter, the printed tree, states, the check."""
