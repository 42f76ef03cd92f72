"""Every Chinese sentence that a user reads, as constants and functions with typed parameters.

Each part holds the sentences of one step of the work; callers say ``texts.name`` and need not know the part.
Labels of the form are in its declaration, not here. Every text encodes to GBK, because a Chinese Windows console may use it.
"""

from govxl.texts.cells import *
from govxl.texts.changes import *
from govxl.texts.collecting import *
from govxl.texts.commands import *
from govxl.texts.consolidating import *
from govxl.texts.converting import *
from govxl.texts.declarations import *
from govxl.texts.demo import *
from govxl.texts.distributing import *
from govxl.texts.explaining import *
from govxl.texts.extras import *
from govxl.texts.files import *
from govxl.texts.findings import *
from govxl.texts.heap import *
from govxl.texts.identity import *
from govxl.texts.jobs import *
from govxl.texts.levels import *
from govxl.texts.marking import *
from govxl.texts.names import *
from govxl.texts.overview import *
from govxl.texts.plausible import *
from govxl.texts.prose import *
from govxl.texts.publishing import *
from govxl.texts.rules import *
from govxl.texts.sourcing import *
from govxl.texts.tables import *
from govxl.texts.tidying import *
from govxl.texts.waivers import *
from govxl.texts.workbook import *
from govxl.texts.writing import *
from govxl.texts.years import *
