"""What the tests of Spark share: the modes in which it is started, and a dispatch of our own."""

#: Two cores with four attempts in one process; two executors with processes of their own.
LOCAL = "local[2,4]"
CLUSTER = "local-cluster[2,1,1200]"

LETTER = (
    "TALLINN, March {day}. /BALTINFORM/. Estonia will answer letter No. {number} of Norway by the end of the month, "
    'Foreign Minister Ana Orlu said on Tuesday.\n\n"We have read the letter with care," she told reporters. '
    "Norwegian Prime Minister Nils Berg called on Estonia to uphold the Helsinki Final Act. "
    "On March 2 Norway sent a note to Finland and Sweden on freedom of navigation. Finland has not yet replied.\n"
)
