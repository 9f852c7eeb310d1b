package io.github.wasmudf.h2;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A database module knows the core's front door and its catalog, nothing behind. */
@AnalyzeClasses(
    packages = "io.github.wasmudf.h2",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRuleTest {
  @ArchTest
  static final ArchRule ONLY_THE_FRONT_DOOR =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.github.wasmudf.engine..",
              "io.github.wasmudf.abi..",
              "io.github.wasmudf.pool..",
              "io.github.kawamuray..",
              "run.endive..",
              "com.fasterxml.jackson..");
}
