-- text, date, json, csv, message, fs: what they give, and what they do with what they should not be given.
local lu = require "luaunit"
local text, date, json = require "cursus.text", require "cursus.date", require "cursus.json"
local csv, message, fs = require "cursus.csv", require "cursus.message", require "cursus.fs"

TestText = {}

function TestText.test_columns()
  lu.assertEquals(text.width "李芳A", 5)
  lu.assertEquals(text.pad("李", 4), "李  ")
  lu.assertEquals(text.pad("7", 3, "right"), "  7")
  lu.assertEquals(text.pad("long", 2), "long")
  lu.assertEquals(text.fit("李芳", 3), "李")
  lu.assertEquals(text.fit("李芳", -1), "")
end

function TestText.test_normal_and_visible()
  lu.assertEquals(text.normalise " Ａ１ ", "A1")
  local none, problem, code = text.normalise "\xff"
  lu.assertNil(none)
  lu.assertStrContains(problem, "UTF-8")
  lu.assertEquals(code, "CS_EINPUT")
  lu.assertEquals(text.visible "a\27[31m", "a\\x1b[31m")
  lu.assertEquals(text.visible "", "")
end

function TestText.test_wrong_types_raise()
  lu.assertErrorMsgContains("string expected", text.width, {})
  lu.assertErrorMsgContains("invalid option", text.pad, "x", 2, "middle")
  lu.assertErrorMsgContains("number", text.fit, "x", "y")
end

TestDate = {}

function TestDate.test_dates()
  local d = date.parse "2026年7月1日"
  lu.assertEquals(date.text(d), "2026-07-01")
  lu.assertEquals(d, date.of(2026, 7, 1))
  lu.assertEquals({ date.split(d) }, { 2026, 7, 1 })
  lu.assertNil(date.parse "2026-02-30")
  lu.assertNil(date.of(2026, 2, 30))
  lu.assertNil(date.of(math.maxinteger, 1, 1))
  lu.assertEquals(date.text(date.add_months(date.of(2026, 11, 30), 3)), "2027-02-28")
  lu.assertEquals(date.month(d), "2026-07")
  lu.assertEquals(date.months_before(d, 3), { "2026-04", "2026-05", "2026-06" })
  lu.assertEquals(date.months_before(d, 0), {})
  lu.assertErrorMsgContains("months", date.months_before, d, 1 << 40)
  lu.assertErrorMsgContains("not a date", date.text, math.maxinteger)
  lu.assertErrorMsgContains("no integer representation", date.text, 1.5)
end

function TestDate.test_times()
  local at = date.time_parse("2026-07-01T09:30", "Asia/Shanghai")
  lu.assertEquals(date.time_text(at, "UTC"):sub(1, 19), "2026-07-01T01:30:00")
  lu.assertNil(date.time_parse("yesterday", "UTC"))
  lu.assertTrue(date.zone_valid "UTC")
  lu.assertFalse(date.zone_valid "../../etc/passwd")
  lu.assertTrue(math.type(date.clock()) == "integer")
  lu.assertErrorMsgContains("NUL", date.zone_valid, "UTC\0x")
end

TestJson = {}

function TestJson.test_round_trip()
  for _, source in ipairs {
    "null", "true", "1", "-9223372036854775808", "9223372036854775807", "1.5", "\"\\u0000\\\"李\"", "[]", "{}",
    "[[],{}]",
    "{\"a\":[1,2,null],\"b\":{\"c\":null}}", "1.0",
  } do
    lu.assertEquals(json.encode(json.decode(source)), source)
  end
end

function TestJson.test_integers_stay_integers()
  lu.assertEquals(math.type(json.decode "[3]"[1]), "integer")
  lu.assertEquals(math.type(json.decode "[3.0]"[1]), "float")
  lu.assertEquals(json.encode { 3.0 }, "[3.0]")
  lu.assertEquals(json.encode { 1e300 }, "[1.0000000000000001e+300]")
  local none = json.decode "9223372036854775808"
  lu.assertNil(none)
end

function TestJson.test_order_and_shape()
  lu.assertEquals(json.encode { b = 1, a = 2, c = { 1 } }, '{"a":2,"b":1,"c":[1]}')
  lu.assertEquals(json.encode({ b = 1, a = 2, c = 3 }, { keys = { "c", "a" } }), '{"c":3,"a":2,"b":1}')
  lu.assertEquals(json.encode({ a = { 1 }, b = {} }, { indent = 2 }), '{\n  "a": [\n    1\n  ],\n  "b": {}\n}')
  lu.assertEquals(json.encode(json.array {}), "[]")
  lu.assertEquals(json.row({ "x", "y", "z" }, { 1, nil, "a" }), '{"x":1,"y":null,"z":"a"}')
end

function TestJson.test_what_is_no_data_raises()
  local loop = {}
  loop[1] = loop
  lu.assertErrorMsgContains("64 levels", json.encode, loop)
  lu.assertErrorMsgContains("a function is no data", json.encode, { f = print })
  lu.assertErrorMsgContains("UTF-8", json.encode, "\xff")
  lu.assertErrorMsgContains("JSON", json.encode, 0 / 0)
  lu.assertErrorMsgContains("names and places", json.encode, { 1, a = 2 })
  lu.assertErrorMsgContains("hole", json.encode, { 1, nil, 3 })
  lu.assertErrorMsgContains("no field 'keyz'", json.encode, {}, { keyz = {} })
end

function TestJson.test_bad_text_is_reported()
  local none, problem, code = json.decode "{\"a\":1,"
  lu.assertNil(none)
  lu.assertStrContains(problem, "1:")
  lu.assertEquals(code, "CS_EINPUT")
  lu.assertNil(json.decode "{\"a\":1,\"a\":2}")
  lu.assertNil((json.decode(("["):rep(100000))))
end

TestCsv = {}

function TestCsv.test_rows()
  lu.assertEquals(csv.row { "a", 1, "x,y", 'q"', "", "=1+1" }, "a,1,\"x,y\",\"q\"\"\",,'=1+1")
  lu.assertEquals(#csv.bom, 3)
end

TestMessage = {}

function TestMessage.test_language_and_labels()
  local before = message.language()
  message.language "zh"
  lu.assertEquals(message.tr "no_memory", "内存不足")
  lu.assertEquals(message.label { en = "a", zh = "甲" }, "甲")
  lu.assertEquals(message.label { en = "a" }, "a")
  message.language "en"
  lu.assertEquals(tr "no_memory", "out of memory")
  lu.assertEquals(tr("text_not_utf8", 7), "the text is not valid UTF-8 (byte 7)")
  lu.assertEquals(message.label(nil), "")
  lu.assertErrorMsgContains("no message 'nonsense'", tr, "nonsense")
  lu.assertErrorMsgContains("invalid option", message.language, "fr")
  message.language(before)
end

TestFiles = {}

function TestFiles.test_write_read_remove()
  local folder = assert(fs.temporary())
  local path = folder .. "/a"
  lu.assertTrue(fs.write(path, "x\0y"))
  lu.assertEquals(fs.read(path), "x\0y")
  lu.assertTrue(fs.write(path, ""))
  lu.assertEquals(fs.read(path), "")
  local seen = 0
  for name in fs.dir(folder) do
    if name:sub(1, 1) ~= "." then seen = seen + 1 end
  end
  lu.assertEquals(seen, 1) -- no temporary file stays
  lu.assertTrue(fs.remove(folder))
  local none, problem, code = fs.read(path)
  lu.assertNil(none)
  lu.assertStrContains(problem, path)
  lu.assertEquals(code, "CS_EIO")
  lu.assertNil((fs.write(path, "")))
  lu.assertNil((fs.remove(folder)))
  lu.assertNil((fs.read "/"))
end

os.exit(lu.LuaUnit.run("-o", "text"))
