-- How printed forms are made: in every language, and what is wrong is said in one.
local lu = require "luaunit"
local form = require "cursus.form"
local message = require "cursus.message"
local forms = require "report.forms"

-- luacheck: globals TestForms
TestForms = {}

function TestForms.setUp() message.language "en" end

function TestForms.test_the_language_is_as_before_whatever_happens()
  lu.assertEquals(forms.in_language("zh", message.language), "zh")
  lu.assertEquals(message.language(), "en")
  lu.assertErrorMsgContains("why", forms.in_language, "zh", error, "why")
  lu.assertEquals(message.language(), "en")
end

-- A form that cannot be made, of a pack without its text.
local function failure(language)
  message.language(language)
  local database = { pack = function() return { document = { forms = {} } } end, extract = function() end }
  local document, why = forms.renderer({}, database) { pack = "p", form = "notice" }
  lu.assertNil(document)
  return why
end

function TestForms.test_why_is_said_in_the_language_set()
  lu.assertEquals(failure "en", message.tr("form_text_absent", "notice"))
  lu.assertEquals(failure "zh", message.tr("form_text_absent", "notice"))
end

-- What could not be read is no erased name.
function TestForms.test_a_name_that_cannot_be_read_is_an_error()
  local row = { document = form.name_from .. "E1" .. form.name_to, language = "en" }
  local company = {}
  function company.personal() return nil, "the disk fails", "CS_EDB" end
  lu.assertErrorMsgContains("the disk fails", forms.named, company, row)
  function company.personal() return nil, true end
  lu.assertEquals({ forms.named(company, row) }, { message.tr("form_name_erased", "E1"), 1, "en" })
  function company.personal() return nil, false end
  lu.assertEquals({ forms.named(company, row) }, { "E1", 0, "en" })
end

-- An extract shows other names and no pay: whether it is one has to be known.
function TestForms.test_whether_it_is_an_extract_has_to_be_known()
  local function extract() return nil, "the disk fails", "CS_EDB" end
  lu.assertEquals({ forms.renderer({}, { extract = extract }) }, { nil, "the disk fails", "CS_EDB" })
  local company = { forms = function() return {} end }
  lu.assertEquals({ forms.archive(company, { extract = extract }) }, { nil, "the disk fails", "CS_EDB" })
end

os.exit(lu.LuaUnit.run())
