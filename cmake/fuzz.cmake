# tests/fuzz/fuzz_<what>.c holds LLVMFuzzerTestOneInput; its seeds are in tests/fuzz/corpus/<what>/, more C of its own in
# tests/fuzz/<anything>_<what>.c. In the preset fuzz it becomes a libFuzzer program: `make fuzz` runs each for a minute, what is
# found stays in build/fuzz/findings. In every other preset it becomes the test fuzz.<what>: the kept corpus and a fixed
# number of mutations of it.
set(fuzz_folder ${CMAKE_SOURCE_DIR}/tests/fuzz)
set(fuzz_runs 200)       # mutations of each file
set(fuzz_runs_policy 10) # a policy state takes its time
set(fuzz_runs_pack 100)
file(GLOB files CONFIGURE_DEPENDS ${fuzz_folder}/fuzz_*.c)
foreach(file IN LISTS files)
  cmake_path(GET file STEM name)
  string(REGEX REPLACE "^fuzz_" "" what ${name})
  file(GLOB more CONFIGURE_DEPENDS ${fuzz_folder}/*_${what}.c)
  list(REMOVE_ITEM more ${file})
  if(CURSUS_FUZZ)
    add_executable(${name} ${file} ${more})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzzers)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    set(runs ${fuzz_runs})
    if(DEFINED fuzz_runs_${what})
      set(runs ${fuzz_runs_${what}})
    endif()
    add_executable(${name} ${file} ${more} ${fuzz_folder}/replay.c)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    cursus_test(fuzz.${what} fuzz $<TARGET_FILE:${name}> -runs=${runs} ${fuzz_folder}/corpus/${what})
  endif()
  target_link_libraries(${name} PRIVATE cursus_bindings PkgConfig::JANSSON)
endforeach()
