from qa.answer.values.term_synonyms import groups_of, shared, term_set


def test_short_names_of_states_are_the_long_ones() -> None:
    assert term_set("the U.S. said") == term_set("the United States said")


def test_words_for_one_thing_are_shared() -> None:
    wanted = sorted(term_set("killed Norvia"))
    assert shared(wanted, term_set("The death toll in Norvia rose.")) == term_set("killed Norvia")
    assert shared(wanted, term_set("Norvia counts its injured.")) == term_set("Norvia")


def test_a_text_speaks_of_several_groups() -> None:
    assert groups_of(term_set("12 dead and 30 wounded")) == {"death", "injury"}
