"""The words of the portal for statuses, states, gaps and change, and the charter's sentence.

Tables hold the English words: whoever shows one of them passes it through gettext, as the functions here do.
"""

from charter.languages.formats import long_date as long_date
from measures.sentences.amounts import PER as PER
from measures.sentences.amounts import amount as amount
from measures.sentences.amounts import gap_amount as gap_amount
from measures.sentences.amounts import one_of as one_of
from measures.sentences.amounts import own_unit as own_unit
from measures.sentences.amounts import with_unit as with_unit
from measures.sentences.change import CHANGE_WORDS as CHANGE_WORDS
from measures.sentences.change import PROGRESS_SENTENCES as PROGRESS_SENTENCES
from measures.sentences.change import change_sentence as change_sentence
from measures.sentences.change import change_word as change_word
from measures.sentences.change import interval_sentence as interval_sentence
from measures.sentences.change import progress_sentence as progress_sentence
from measures.sentences.change import survey_detail as survey_detail
from measures.sentences.control import assurance_beside_met as assurance_beside_met
from measures.sentences.control import assurance_word as assurance_word
from measures.sentences.control import no_control_sentence as no_control_sentence
from measures.sentences.control import signal_detail as signal_detail
from measures.sentences.control import times_met as times_met
from measures.sentences.control import usual_detail as usual_detail
from measures.sentences.control import variation_word as variation_word
from measures.sentences.counted import charter_sentence as charter_sentence
from measures.sentences.counted import have_of_needed as have_of_needed
from measures.sentences.counted import listed as listed
from measures.sentences.counted import measures_sentence as measures_sentence
from measures.sentences.counted import periods_counted as periods_counted
from measures.sentences.gaps import gap_sentence as gap_sentence
from measures.sentences.gaps import gap_words as gap_words
from measures.sentences.gaps import range_sentence as range_sentence
from measures.sentences.statuses import MEASURE_WORDS as MEASURE_WORDS
from measures.sentences.statuses import REASON_SENTENCES as REASON_SENTENCES
from measures.sentences.statuses import TREND_STATES as TREND_STATES
from measures.sentences.statuses import measure_word as measure_word
from measures.sentences.statuses import promise_word as promise_word
from measures.sentences.statuses import publication_word as publication_word
from measures.sentences.statuses import reason_sentence as reason_sentence
from measures.sentences.statuses import state_sentence as state_sentence
