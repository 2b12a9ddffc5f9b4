"""What is told ``by`` whom and needs no row: parts of verbs, which have asked already, and why.

The verbs of jobs and of the public pages are told of nobody: they are not looked for here.
"""

PROGRAMMES, GATHERINGS = "niukou.programmes.actions", "niukou.gatherings.actions"
PARTS = {
    f"{GATHERINGS}.attendance_known.load_known": "reads who is known, for import_attendance",
    f"{PROGRAMMES}.application_gates.move_on": "the step taken by the verbs of an application",
    f"{PROGRAMMES}.checks.open_defects": "what a self-check or an acceptance found",
    f"{PROGRAMMES}.defects.side_of": "says for which side somebody acts",
    f"{PROGRAMMES}.holdings.begin_holding": "fill_post and import_posts",
    f"{PROGRAMMES}.ledger.book": "the entry written by the verbs of money",
    f"{PROGRAMMES}.ledger.reverse": "correct_entry and withdraw_release",
    f"{PROGRAMMES}.posts.found_post": "approve_post and import_posts",
    f"{PROGRAMMES}.site_import.writing.write_decisions": "import_sites",
    f"{PROGRAMMES}.sites.give_place": "propose_site and begin_application",
}
