package io.github.wasmudf.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house's one rule for dependencies, as far as it concerns this module. */
@AnalyzeClasses(
    packages = "io.github.wasmudf.jdbc",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRuleTest {
  @ArchTest
  static final ArchRule KNOWS_JDBC_AND_THE_CORES_WORDS_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.github.wasmudf",
              "io.github.wasmudf.catalog",
              "io.github.wasmudf.jdbc",
              "org.jspecify..");
}
