"""Who may do what in which state: every verb of the actions, tried by everybody, in every state.

One file for each noun in ``nouns/``. ``test_matrix.py`` calls the verbs and compares.
"""
