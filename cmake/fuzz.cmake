# tests/fuzz/fuzz_<what>.c holds LLVMFuzzerTestOneInput; its seeds are in tests/fuzz/corpus/<what>/.
# `make fuzz` runs each one for a minute; what is found stays in build/fuzz/findings.
file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_*.c)
foreach(file IN LISTS files)
  cmake_path(GET file STEM name)
  add_executable(${name} ${file})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzzers)
  target_link_libraries(${name} PRIVATE cursus_bindings)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endforeach()
