-- How printed forms are made: in every language, and what is wrong is said in one.
local lu = require "luaunit"
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

os.exit(lu.LuaUnit.run())
