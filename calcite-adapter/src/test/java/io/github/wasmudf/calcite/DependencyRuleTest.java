package io.github.wasmudf.calcite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house's one rule for dependencies, as far as it concerns this module. */
@AnalyzeClasses(
    packages = "io.github.wasmudf.calcite",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRuleTest {
  @ArchTest
  static final ArchRule NAMES_THE_CORES_ROOT_AND_CATALOG_ONLY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..wasmudf.engine..",
              "..wasmudf.abi..",
              "..wasmudf.pool..",
              "..wasmudf.h2..",
              "org.h2..");
}
