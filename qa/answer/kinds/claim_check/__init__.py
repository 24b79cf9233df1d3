"""Claims beside reports: does a sentence say what a claim says, or another value for the same thing?

claim_match.py      a claim beside a sentence
strict_match.py     each part in its own place around one verb
copula_match.py     that something is something
claim_comparison.py where each part was matched, and what all say together
claim_parts.py      where the parts of a claim are matched
claim_guards.py     what keeps a sentence from saying that something is so
claim_values.py     figures and dates: the same, others, or unclear
report_sentence.py  a report's sentence as claims are compared with it
claim_statement.py  a yes/no question as the statement that it asks to be confirmed
"""
